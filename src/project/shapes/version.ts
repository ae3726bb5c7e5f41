import type { Shape } from "./shape.ts";

export const newestMajor = 3;
export const newestMinor = 1;

/** The newest format, as files name it. */
export const newestVersion = `${newestMajor}.${newestMinor}`;

/** The format's version, in quotes; older ones are read too. */
export const versionShape: Shape = {
  kind: "quoted",
  about: "The version of the file format, in quotes.",
  example: newestVersion,
  mayBeEmpty: true,
  pattern: `^([0-${newestMajor - 1}]\\.[0-9]+|${newestMajor}\\.[0-${newestMinor}])$`,
};
