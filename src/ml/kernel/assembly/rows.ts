// Sums of rows of a matrix, and steps of its rows.

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
  const end = indices + ((<usize>count) << 2);
  const toValue = values - indices;
  let column: usize = 0;
  // Thirty-two columns stay in registers while the rows go by, then what is left in eights.
  while (column + 128 <= stride) {
    const at = out + column;
    const first = matrix + column;
    let a = v128.load(at);
    let b = v128.load(at, 16);
    let c = v128.load(at, 32);
    let d = v128.load(at, 48);
    let e = v128.load(at, 64);
    let f = v128.load(at, 80);
    let g = v128.load(at, 96);
    let h = v128.load(at, 112);
    for (let k = indices; k < end; k += 4) {
      const row = first + <usize>load<u32>(k) * stride;
      const value = v128.load32_splat(k + toValue);
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
    const first = matrix + column;
    let a = v128.load(at);
    let b = v128.load(at, 16);
    for (let k = indices; k < end; k += 4) {
      const row = first + <usize>load<u32>(k) * stride;
      const value = v128.load32_splat(k + toValue);
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
  const end = indices + ((<usize>count) << 2);
  const toValue = values - indices;
  const factors = f32x4.splat(factor);
  let column: usize = 0;
  while (column + 128 <= stride) {
    const at = row + column;
    const first = matrix + column;
    const a = f32x4.mul(factors, v128.load(at));
    const b = f32x4.mul(factors, v128.load(at, 16));
    const c = f32x4.mul(factors, v128.load(at, 32));
    const d = f32x4.mul(factors, v128.load(at, 48));
    const e = f32x4.mul(factors, v128.load(at, 64));
    const f = f32x4.mul(factors, v128.load(at, 80));
    const g = f32x4.mul(factors, v128.load(at, 96));
    const h = f32x4.mul(factors, v128.load(at, 112));
    for (let k = indices; k < end; k += 4) {
      const target = first + <usize>load<u32>(k) * stride;
      const value = v128.load32_splat(k + toValue);
      v128.store(target, f32x4.add(v128.load(target), f32x4.mul(value, a)));
      v128.store(target, f32x4.add(v128.load(target, 16), f32x4.mul(value, b)), 16);
      v128.store(target, f32x4.add(v128.load(target, 32), f32x4.mul(value, c)), 32);
      v128.store(target, f32x4.add(v128.load(target, 48), f32x4.mul(value, d)), 48);
      v128.store(target, f32x4.add(v128.load(target, 64), f32x4.mul(value, e)), 64);
      v128.store(target, f32x4.add(v128.load(target, 80), f32x4.mul(value, f)), 80);
      v128.store(target, f32x4.add(v128.load(target, 96), f32x4.mul(value, g)), 96);
      v128.store(target, f32x4.add(v128.load(target, 112), f32x4.mul(value, h)), 112);
    }
    column += 128;
  }
  while (column < stride) {
    const at = row + column;
    const first = matrix + column;
    const a = f32x4.mul(factors, v128.load(at));
    const b = f32x4.mul(factors, v128.load(at, 16));
    for (let k = indices; k < end; k += 4) {
      const target = first + <usize>load<u32>(k) * stride;
      const value = v128.load32_splat(k + toValue);
      v128.store(target, f32x4.add(v128.load(target), f32x4.mul(value, a)));
      v128.store(target, f32x4.add(v128.load(target, 16), f32x4.mul(value, b)), 16);
    }
    column += 32;
  }
}

/** out[c] += Σᵣ vector[r] · matrix[r · width + c] */
export function multiply(out: usize, vector: usize, matrix: usize, rows: i32, width: i32): void {
  const stride = (<usize>width) << 2;
  const end = vector + ((<usize>rows) << 2);
  let column: usize = 0;
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
    let row = matrix + column;
    for (let k = vector; k < end; k += 4) {
      const value = v128.load32_splat(k);
      a = f32x4.add(a, f32x4.mul(value, v128.load(row)));
      b = f32x4.add(b, f32x4.mul(value, v128.load(row, 16)));
      c = f32x4.add(c, f32x4.mul(value, v128.load(row, 32)));
      d = f32x4.add(d, f32x4.mul(value, v128.load(row, 48)));
      e = f32x4.add(e, f32x4.mul(value, v128.load(row, 64)));
      f = f32x4.add(f, f32x4.mul(value, v128.load(row, 80)));
      g = f32x4.add(g, f32x4.mul(value, v128.load(row, 96)));
      h = f32x4.add(h, f32x4.mul(value, v128.load(row, 112)));
      row += stride;
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
    let row = matrix + column;
    for (let k = vector; k < end; k += 4) {
      const value = v128.load32_splat(k);
      a = f32x4.add(a, f32x4.mul(value, v128.load(row)));
      b = f32x4.add(b, f32x4.mul(value, v128.load(row, 16)));
      row += stride;
    }
    v128.store(at, a);
    v128.store(at, b, 16);
    column += 32;
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

/**
 * out[c] += Σₖ values[k] · matrix[indices[k] · width + c], where the matrix has numbers of 8 bits, sixteen of which are
 * taken at a time.
 */
export function gatherBytes(
  out: usize,
  matrix: usize,
  width: i32,
  indices: usize,
  values: usize,
  count: i32,
): void {
  const stride = <usize>width;
  const end = indices + ((<usize>count) << 2);
  const toValue = values - indices;
  for (let column: usize = 0; column < stride; column += 16) {
    const at = out + (column << 2);
    const first = matrix + column;
    let a = v128.load(at);
    let b = v128.load(at, 16);
    let c = v128.load(at, 32);
    let d = v128.load(at, 48);
    for (let k = indices; k < end; k += 4) {
      const bytes = v128.load(first + <usize>load<u32>(k) * stride);
      const value = v128.load32_splat(k + toValue);
      const low = i16x8.extend_low_i8x16_s(bytes);
      const high = i16x8.extend_high_i8x16_s(bytes);
      a = f32x4.add(a, f32x4.mul(value, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(low))));
      b = f32x4.add(b, f32x4.mul(value, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(low))));
      c = f32x4.add(c, f32x4.mul(value, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(high))));
      d = f32x4.add(d, f32x4.mul(value, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(high))));
    }
    v128.store(at, a);
    v128.store(at, b, 16);
    v128.store(at, c, 32);
    v128.store(at, d, 48);
  }
}
