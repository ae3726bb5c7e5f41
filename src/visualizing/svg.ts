/** Lays a graph out (graphviz as WebAssembly, loaded when it is needed): SVG without a prologue. */
export async function dotToSvg(dot: string): Promise<string> {
  const { Graphviz } = await import("@hpcc-js/wasm-graphviz");
  const graphviz = await Graphviz.load();
  const svg = graphviz.dot(dot);
  return svg.slice(svg.indexOf("<svg"));
}
