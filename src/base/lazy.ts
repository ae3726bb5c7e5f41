/**
 * A module that is loaded when it is first needed. Unlike `import()` where it is needed, asking again costs nothing:
 * Node resolves an import anew each time, which shows where thousands are asked for in a second.
 */
export function lazy<Module>(load: () => Promise<Module>): () => Promise<Module> {
  let loaded: Promise<Module> | null = null;
  return () => {
    loaded ??= load();
    return loaded;
  };
}
