// Compiles kernel.ts to ../kernel.wasm for those who run the sources and in dist/ for those who run the build.
// Does nothing when the source is older. Run by `npm run build`.
import { copyFileSync, mkdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const changed = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const source = path("./kernel.ts");
const compiled = path("../kernel.wasm");

if (changed(compiled) <= changed(source)) {
  const { error, stderr } = await asc.main([
    source,
    ...["--outFile", compiled, "-O3", "--enable", "simd", "--runtime", "stub", "--noAssert"],
    ...["--importMemory", "--maximumMemory", "32768"],
  ]);
  if (error) throw new Error(`the kernel does not compile: ${stderr.toString()}`);
}
const built = path("../../../../dist/ml/kernel/");
mkdirSync(built, { recursive: true });
copyFileSync(compiled, `${built}/kernel.wasm`);
