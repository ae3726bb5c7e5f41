// Splits training data into a part to train on and a part to test with; nothing is lost or doubled.
// Imports base and project/'s readers and writers. Start with split-nlu.ts and split-stories.ts.

export { splitNlu } from "./split-nlu.ts";
export { readStoryFiles, type SplitStories, splitStories } from "./split-stories.ts";
