import { isHttpUrl } from "../../base/index.ts";
import { basicAuthKeys } from "../shapes/http.ts";
import { isNull, type SourceReader } from "../source-reader.ts";
import { getValue, type YamlMapping, type YamlNode } from "../yaml/nodes.ts";

/**
 * Checks the values of the keys that are there, each at its place: what base/http-target.ts would refuse at the start.
 *
 * @param example an address as it could be
 */
export function checkHttpKeys(reader: SourceReader, mapping: YamlMapping, example: string): void {
  checkUrl(reader, getValue(mapping, "url"), example);
  for (const key of ["params", "headers"]) checkPairs(reader, getValue(mapping, key), `'${key}'`);
  for (const key of ["token", "token_name"]) checkText(reader, getValue(mapping, key), `'${key}'`);
  checkBasicAuth(reader, getValue(mapping, "basic_auth"));
}

function checkUrl(reader: SourceReader, node: YamlNode | undefined, example: string): void {
  if (node === undefined || isNull(node)) return;
  const url = reader.name(node, "'url'");
  if (url === null || isHttpUrl(url) || !isText(node) || hasUnsetVariable(node)) return;
  reader.report("project/bad-url", node, `'${url}' is no address that can be called.`, {
    hint: `It begins with http:// or https://, for example ${example}.`,
  });
}

function checkText(reader: SourceReader, node: YamlNode | undefined, what: string): void {
  if (node !== undefined && !isNull(node)) reader.name(node, what);
}

function checkPairs(reader: SourceReader, node: YamlNode | undefined, what: string): void {
  for (const { key, value } of reader.mapping(node, what)?.entries ?? []) {
    if (isNull(value)) reader.report("project/missing-key", value, `'${key}' of ${what} has no value.`);
    else reader.text(value, `'${key}' of ${what}`);
  }
}

function checkBasicAuth(reader: SourceReader, node: YamlNode | undefined): void {
  if (node === undefined || isNull(node)) return;
  const written = reader.mapping(node, "'basic_auth'");
  if (written === null) return;
  const mapping = reader.checkKeys(written, basicAuthKeys, "'basic_auth'");
  for (const key of basicAuthKeys) {
    const value = getValue(mapping, key);
    if (value !== undefined && !isNull(value)) checkText(reader, value, `'${key}'`);
    else reader.report("project/missing-key", written, `'basic_auth' needs '${key}'.`);
  }
}

/** Which was reported where it stands. */
function hasUnsetVariable(node: YamlNode): boolean {
  return node.kind === "scalar" && node.style === "plain" && /\$\{[^}]+\}/.test(String(node.value));
}

function isText(node: YamlNode): boolean {
  return node.kind === "scalar" && typeof node.value === "string";
}
