// What the kernel exports: the inner loops of training and prediction, in AssemblyScript, on dense rows of 32-bit
// numbers, four at a time. Pointers are bytes into the one memory; widths are multiples of 8 numbers. Built by
// build.mjs.

export { fillRandomly, infer, learn, tanh } from "./network";
export { backward, gather, gatherBytes, multiply, scatter } from "./rows";
