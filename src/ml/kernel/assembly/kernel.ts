// The inner loops of training and prediction, in AssemblyScript: dense rows of 32-bit numbers, four at a time.
// Pointers are bytes into the one memory; widths are multiples of 8 numbers. Built by `npm run kernel`.

/** out[c] += Σₖ values[k] · matrix[indices[k] · width + c] */
export function gather(
  out: usize,
  matrix: usize,
  width: i32,
  indices: usize,
  values: usize,
  count: i32,
): void {
  const stride = (<usize>width) << 2;
  let column: usize = 0;
  // Thirty-two columns stay in registers while the rows go by, then what is left in eights.
  while (column + 128 <= stride) {
    const at = out + column;
    let a = v128.load(at);
    let b = v128.load(at, 16);
    let c = v128.load(at, 32);
    let d = v128.load(at, 48);
    let e = v128.load(at, 64);
    let f = v128.load(at, 80);
    let g = v128.load(at, 96);
    let h = v128.load(at, 112);
    for (let k = 0; k < count; k++) {
      const row = matrix + <usize>load<u32>(indices + ((<usize>k) << 2)) * stride + column;
      const value = f32x4.splat(load<f32>(values + ((<usize>k) << 2)));
      a = f32x4.add(a, f32x4.mul(value, v128.load(row)));
      b = f32x4.add(b, f32x4.mul(value, v128.load(row, 16)));
      c = f32x4.add(c, f32x4.mul(value, v128.load(row, 32)));
      d = f32x4.add(d, f32x4.mul(value, v128.load(row, 48)));
      e = f32x4.add(e, f32x4.mul(value, v128.load(row, 64)));
      f = f32x4.add(f, f32x4.mul(value, v128.load(row, 80)));
      g = f32x4.add(g, f32x4.mul(value, v128.load(row, 96)));
      h = f32x4.add(h, f32x4.mul(value, v128.load(row, 112)));
    }
    v128.store(at, a);
    v128.store(at, b, 16);
    v128.store(at, c, 32);
    v128.store(at, d, 48);
    v128.store(at, e, 64);
    v128.store(at, f, 80);
    v128.store(at, g, 96);
    v128.store(at, h, 112);
    column += 128;
  }
  while (column < stride) {
    const at = out + column;
    let a = v128.load(at);
    let b = v128.load(at, 16);
    for (let k = 0; k < count; k++) {
      const row = matrix + <usize>load<u32>(indices + ((<usize>k) << 2)) * stride + column;
      const value = f32x4.splat(load<f32>(values + ((<usize>k) << 2)));
      a = f32x4.add(a, f32x4.mul(value, v128.load(row)));
      b = f32x4.add(b, f32x4.mul(value, v128.load(row, 16)));
    }
    v128.store(at, a);
    v128.store(at, b, 16);
    column += 32;
  }
}

/** matrix[indices[k] · width + c] += factor · values[k] · row[c] */
export function scatter(
  matrix: usize,
  width: i32,
  indices: usize,
  values: usize,
  count: i32,
  row: usize,
  factor: f32,
): void {
  const stride = (<usize>width) << 2;
  for (let k = 0; k < count; k++) {
    const at = matrix + <usize>load<u32>(indices + ((<usize>k) << 2)) * stride;
    const value = f32x4.splat(load<f32>(values + ((<usize>k) << 2)) * factor);
    for (let column: usize = 0; column < stride; column += 32) {
      const target = at + column;
      const source = row + column;
      v128.store(target, f32x4.add(v128.load(target), f32x4.mul(value, v128.load(source))));
      v128.store(target, f32x4.add(v128.load(target, 16), f32x4.mul(value, v128.load(source, 16))), 16);
    }
  }
}

/** out[c] += Σᵣ vector[r] · matrix[r · width + c] */
export function multiply(out: usize, vector: usize, matrix: usize, rows: i32, width: i32): void {
  const stride = (<usize>width) << 2;
  for (let r = 0; r < rows; r++) {
    const value = f32x4.splat(load<f32>(vector + ((<usize>r) << 2)));
    const row = matrix + <usize>r * stride;
    for (let column: usize = 0; column < stride; column += 32) {
      const target = out + column;
      const source = row + column;
      v128.store(target, f32x4.add(v128.load(target), f32x4.mul(value, v128.load(source))));
      v128.store(target, f32x4.add(v128.load(target, 16), f32x4.mul(value, v128.load(source, 16))), 16);
    }
  }
}

/**
 * One step back through `multiply`: out[r] = Σ_c error[c] · matrix[r · width + c], then
 * matrix[r · width + c] += factor · vector[r] · error[c]
 */
export function backward(
  out: usize,
  error: usize,
  vector: usize,
  matrix: usize,
  rows: i32,
  width: i32,
  factor: f32,
): void {
  const stride = (<usize>width) << 2;
  for (let r = 0; r < rows; r++) {
    const row = matrix + <usize>r * stride;
    const value = f32x4.splat(load<f32>(vector + ((<usize>r) << 2)) * factor);
    let first = f32x4.splat(0);
    let second = f32x4.splat(0);
    for (let column: usize = 0; column < stride; column += 32) {
      const target = row + column;
      const source = error + column;
      const e = v128.load(source);
      const f = v128.load(source, 16);
      const w = v128.load(target);
      const x = v128.load(target, 16);
      first = f32x4.add(first, f32x4.mul(e, w));
      second = f32x4.add(second, f32x4.mul(f, x));
      v128.store(target, f32x4.add(w, f32x4.mul(value, e)));
      v128.store(target, f32x4.add(x, f32x4.mul(value, f)), 16);
    }
    const sum = f32x4.add(first, second);
    store<f32>(
      out + ((<usize>r) << 2),
      f32x4.extract_lane(sum, 0) +
        f32x4.extract_lane(sum, 1) +
        f32x4.extract_lane(sum, 2) +
        f32x4.extract_lane(sum, 3),
    );
  }
}
