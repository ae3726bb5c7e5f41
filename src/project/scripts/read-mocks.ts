import { httpMockKeys } from "../shapes/scripts.ts";
import type { SourceReader } from "../source-reader.ts";
import { getValue, type YamlMapping, type YamlNode } from "../yaml/nodes.ts";
import { readUrl } from "./read-values.ts";
import type { HttpMock } from "./script.ts";

/** Reads an `http:` list: how requests are answered. */
export function readMocks(reader: SourceReader, node: YamlNode | undefined): readonly HttpMock[] {
  return (reader.sequence(node, "'http'")?.items ?? []).flatMap((item) => {
    const mapping = reader.mapping(
      item,
      "an answer",
      "Write `- request: GET https://…`, and `json:` below it.",
    );
    return mapping === null ? [] : (readMock(reader, mapping) ?? []);
  });
}

function readMock(reader: SourceReader, written: YamlMapping): HttpMock | null {
  const mapping = reader.checkKeys(written, httpMockKeys, "an answer");
  const node = getValue(mapping, "request");
  if (node === undefined) {
    reader.report("project/missing-key", mapping, "An answer needs 'request', what it answers.", {
      hint: "Write `request: GET https://api.example.com/weather`.",
    });
  }
  const request = readUrl(reader, node);
  if (request === null) return null;
  const json = getValue(mapping, "json");
  const text = reader.text(getValue(mapping, "text"), "'text'");
  const headers = reader.mapping(getValue(mapping, "headers"), "'headers'")?.entries ?? [];
  const given = Object.fromEntries(
    headers.map(({ key, value }) => [key.toLowerCase(), reader.text(value, `'${key}'`) ?? ""]),
  );
  return {
    request,
    status: reader.number(getValue(mapping, "status"), "'status'") ?? 200,
    headers: { "content-type": json === undefined ? "text/plain" : "application/json", ...given },
    body: json === undefined ? (text ?? "") : JSON.stringify(reader.json(json)),
    failure: reader.text(getValue(mapping, "fails"), "'fails'"),
  };
}
