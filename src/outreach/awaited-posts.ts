import type { Clock } from "../base/index.ts";
import type { ExternalEventKey } from "../storage/index.ts";

/** Posts whose recipients' turns somebody waits for. */
export interface AwaitedPosts {
  /** Begins to listen for the events of a post, before there are any. */
  open(id: string): AwaitedPost;
  /** An event was tried, here or by another process. */
  hear(event: ExternalEventKey): void;
  /** Nothing more is tried here: nobody waits any longer. */
  release(): void;
}

export interface AwaitedPost extends Disposable {
  /** Resolves when so many recipients' events were tried, or after some milliseconds. */
  tried(recipients: number, timeout: number): Promise<void>;
}

export function createAwaitedPosts(clock: Clock): AwaitedPosts {
  const open = new Map<string, { readonly heard: Set<string>; onHeard: () => void; end: () => void }>();
  let isReleased = false;
  return {
    open(id) {
      const post = { heard: new Set<string>(), onHeard: () => {}, end: () => {} };
      open.set(id, post);
      return {
        tried: (recipients, timeout) =>
          new Promise((resolve) => {
            if (isReleased || post.heard.size >= recipients || timeout <= 0) return resolve();
            const limit = clock.schedule(clock.now() + timeout, resolve);
            post.end = () => {
              limit.cancel();
              resolve();
            };
            post.onHeard = () => {
              if (post.heard.size >= recipients) post.end();
            };
          }),
        [Symbol.dispose]: () => open.delete(id),
      };
    },
    hear({ conversationId, id }) {
      const post = open.get(id);
      post?.heard.add(conversationId);
      post?.onHeard();
    },
    release() {
      isReleased = true;
      for (const { end } of open.values()) end();
    },
  };
}
