import { keys, keysOf, name, named, type Shape, text } from "./shape.ts";

/** An address, or one that an environment variable holds. */
export function httpUrl(about: string, example: string): Shape {
  return name(about, { pattern: "^[Hh][Tt][Tt][Pp][Ss]?://|\\$\\{[^}]+\\}", example });
}

const basicAuthShape = keys(
  {
    username: name("The user's name."),
    password: name("The password; best kept in an environment variable."),
  },
  { needs: ["username", "password"], about: "User and password of HTTP's basic authentication." },
);

export const basicAuthKeys = keysOf(basicAuthShape);

/** Rasa's generic keys of something that is called over HTTP, besides its `url`. */
export const httpTable = {
  params: named(text(), "Parameters that are added to the address."),
  headers: named(text(), "Headers that are sent along."),
  basic_auth: basicAuthShape,
  token: name("A token that is added to the address; best kept in an environment variable.", {
    mayBeEmpty: true,
  }),
  token_name: name("The name of the parameter with the token; `token` unless given.", { mayBeEmpty: true }),
};
