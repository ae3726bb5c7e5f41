/** Version of the archive's layout; another one is refused. */
export const MODEL_FORMAT = 4;

/** `metadata.json` of a model. */
export interface ModelMetadata {
  readonly format: number;
  /** Fresh for each training. */
  readonly model_id: string;
  readonly assistant_id: string;
  /** Epoch seconds. */
  readonly trained_at: number;
  readonly tsbot_version: string;
  readonly language: string;
  /** What each part was trained from; equal fingerprints need no training. Null: the model has no such part. */
  readonly fingerprints: {
    readonly nlu: string | null;
    readonly core: string | null;
    readonly domain: string;
  };
}
