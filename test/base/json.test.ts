import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, type JsonValue, jsonEquals, parseJson, toText } from "../../src/base/index.ts";

const json = fc.jsonValue().map((value) => value as JsonValue);

describe("parseJson", () => {
  it("keeps __proto__ as an ordinary key that reaches no prototype", () => {
    const value = parseJson('{"entities":[{"__proto__":{"admin":true}}]}') as { entities: object[] };
    const [entity] = value.entities;
    expect(Object.keys(entity as object)).toEqual(["__proto__"]);
    expect((entity as { admin?: boolean }).admin).toBeUndefined();
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it("sees through an escaped __proto__", () => {
    const value = parseJson('{"\\u005f_proto__":{"admin":true}}');
    expect(Object.getPrototypeOf(value)).toBeNull();
  });

  it("reads what JSON.stringify wrote", () => {
    fc.assert(fc.property(json, (value) => jsonEquals(parseJson(JSON.stringify(value)), value)));
  });
});

describe("canonicalJson", () => {
  it("gives equal text for equal values whatever the order of keys", () => {
    expect(canonicalJson({ b: [1, { d: null, c: "x" }], a: true })).toBe(
      '{"a":true,"b":[1,{"c":"x","d":null}]}',
    );
  });

  it("is JSON of the same value", () => {
    fc.assert(
      fc.property(json, (value) =>
        jsonEquals(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value))),
      ),
    );
  });
});

describe("jsonEquals", () => {
  it.each([
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
    [[1, 2], [2, 1], false],
    [{ a: 1 }, { a: 1, b: undefined as unknown as null }, false],
    [[], {}, false],
    [null, {}, false],
    [{ length: 0 }, [], false],
  ] as const)("compares %j with %j: %s", (left, right, equal) => {
    expect(jsonEquals(left as JsonValue, right as JsonValue)).toBe(equal);
    expect(jsonEquals(right as JsonValue, left as JsonValue)).toBe(equal);
  });
});

describe("toText", () => {
  it.each([
    ["Orchid", "Orchid"],
    [1.5, "1.5"],
    [true, "true"],
    [null, "null"],
    [["a", 1], '["a",1]'],
    [{ toString: 1, valueOf: 1 }, '{"toString":1,"valueOf":1}'],
    [parseJson('{"__proto__":1}'), '{"__proto__":1}'],
  ] as const)("of %j is %s", (value, text) => {
    expect(toText(value)).toBe(text);
  });

  it("never fails", () => {
    fc.assert(fc.property(json, (value) => typeof toText(value) === "string"));
  });
});
