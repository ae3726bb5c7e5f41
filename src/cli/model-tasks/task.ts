import type { JsonValue } from "../../base/index.ts";

/** Work on models that takes long: done in a thread of its own, so that conversations go on. */
export type ModelTask =
  | {
      readonly type: "unpack";
      /** YAML that came with a request. */
      readonly document: string;
      /** An empty folder, for the files of a project that it stands for. */
      readonly directory: string;
    }
  | {
      readonly type: "train";
      /** A folder with config.yml, domain.yml and data/. */
      readonly directory: string;
      readonly out: string;
      readonly isForced: boolean;
      readonly augmentation: number | null;
      readonly tsbotVersion: string;
      readonly components: ComponentsFolder;
    }
  | {
      readonly type: "cross-validate";
      readonly directory: string;
      readonly folds: number;
      readonly components: ComponentsFolder;
    };

/** The project whose own components a pipeline may name: the server's, whatever data were sent. */
type ComponentsFolder = string | null;

/** What became of it; a person's mistake comes back as data, as errors lose what they are between threads. */
export type ModelTaskResult =
  | { readonly status: "done"; readonly value: JsonValue }
  | {
      readonly status: "refused";
      readonly message: string;
      readonly hint: string;
      readonly parameter: string;
    };
