// Compiles kernel.ts and chain.ts to WebAssembly, for those who run the sources and in dist/ for those who run the build.
// Does nothing when the sources are older. Run by `npm run build`.
import { copyFileSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const changed = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
// A source may import any other.
const newest = Math.max(
  ...readdirSync(path("."), { recursive: true }).map((file) => changed(path(`./${file}`))),
);
const built = path("../../../../dist/ml/kernel/");
mkdirSync(built, { recursive: true });

for (const name of ["kernel", "chain"]) {
  const source = path(`./${name}.ts`);
  const compiled = path(`../${name}.wasm`);
  if (changed(compiled) <= newest) {
    const { error, stderr } = await asc.main([
      source,
      ...["--outFile", compiled, "-O3", "--enable", "simd", "--runtime", "stub", "--noAssert"],
      ...["--importMemory", "--maximumMemory", "32768"],
    ]);
    if (error) throw new Error(`${name}.ts does not compile: ${stderr.toString()}`);
  }
  copyFileSync(compiled, `${built}/${name}.wasm`);
}
