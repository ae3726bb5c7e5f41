// What others reached on the same data, and the targets: figures recorded in 2026-11 on two noisy cores (times ±2×). Sets
// and bots that are not named here are measured all the same.

export interface FullAnchor {
  readonly name: string;
  readonly intent: Readonly<Record<string, string>>;
  readonly entities?: Readonly<Record<string, string>>;
  readonly training: string;
  readonly parse: string;
}

export const FULL_ANCHORS: readonly FullAnchor[] = [
  {
    name: "Rasa 3.6.21 DIET (default pipeline)",
    intent: { hwu64: "0.865 after 15 of 100 epochs (a floor)" },
    entities: { hwu64: "0.670" },
    training:
      "27 s an epoch hwu64, 62–160 s banking77: 100 epochs = hours; 1.8–7.6 GB; 69 MB archive, 26 s to load",
    parse: "93",
  },
  {
    name: "Rasa LogisticRegression / CRFEntityExtractor",
    intent: { hwu64: "0.864", banking77: "0.884" },
    entities: { hwu64: "0.722" },
    training: "30 s / 198 s",
    parse: "330–460",
  },
  {
    name: "NLP.js 5",
    intent: { hwu64: "0.782", banking77: "0.506", snips: "0.953" },
    training: "40 / 14 / 6 s",
    parse: "2,800–12,000",
  },
  {
    name: "linear SVM, TF-IDF word 1–2 + char_wb 2–5 (scikit-learn)",
    intent: { hwu64: "0.882", banking77: "0.915", snips: "0.980" },
    training: "1–5 s",
    parse: "–",
  },
  {
    name: "softmax regression, same features",
    intent: { hwu64: "0.874", banking77: "0.911", snips: "0.983" },
    training: "0.5–1.2 s",
    parse: "–",
  },
  {
    name: "embedding net (96 dimensions averaged over the same features)",
    intent: { hwu64: "0.884", banking77: "0.922", snips: "0.974" },
    training: "2.6–4.3 s",
    parse: "–",
  },
  {
    name: "SVM averaged with the embedding net",
    intent: { hwu64: "0.888", banking77: "0.924", snips: "0.980" },
    training: "",
    parse: "",
  },
  {
    name: "CRF, averaged perceptron, rich window features",
    intent: {},
    entities: { hwu64: "0.739", snips: "0.921" },
    training: "7–9 s",
    parse: "9,000 tagged",
  },
  {
    name: "+ predicted intent as a feature",
    intent: {},
    entities: { hwu64: "0.772", snips: "0.936" },
    training: "",
    parse: "",
  },
  {
    name: "+ gazetteers of training values (without intent)",
    intent: {},
    entities: { hwu64: "0.745", snips: "0.931" },
    training: "",
    parse: "",
  },
];

/** Examples per intent whose accuracy was recorded. */
export const SHOTS = [5, 10, 30] as const;

/** In the order of {@link SHOTS}. */
export const FEW_ANCHORS: readonly {
  readonly name: string;
  readonly accuracy: Readonly<Record<string, readonly string[]>>;
}[] = [
  {
    name: "Rasa LogisticRegression",
    accuracy: { hwu64: ["0.530", "0.657", "0.774"], banking77: ["0.581", "0.707", "0.810"] },
  },
  {
    name: "Rasa DIET",
    accuracy: {
      hwu64: ["", "0.656 (100 epochs, 212 s)", ""],
      banking77: ["", "0.665 (42 epochs, 211 s)", ""],
    },
  },
  {
    name: "SVM",
    accuracy: { hwu64: ["0.612", "0.715", "0.800"], banking77: ["0.624", "0.728", "0.840"] },
  },
  {
    name: "SVM + softmax, the intent's own name (split at `_`) added as an example",
    accuracy: { hwu64: ["0.631", "0.721", "0.802"], banking77: ["0.658", "0.749", "0.848"] },
  },
  {
    name: "logistic regression, C = 50",
    accuracy: { hwu64: ["0.611", "0.715", ""], banking77: ["0.635", "0.749", ""] },
  },
];

export const BOT_COLUMNS = [
  "Rasa LR",
  "SVM",
  "softmax",
  "LR C=50",
  "Rasa CRF F1",
  "perceptron CRF",
  "L-BFGS CRF",
] as const;

export interface BotAnchor {
  /** In the order of {@link BOT_COLUMNS}. */
  readonly figures: readonly string[];
  /** How many the best column had right: its figure, unrounded. */
  readonly right: number;
  /** Of Rasa's CRF, three digits. */
  readonly entityF1?: number;
}

export const BOT_ANCHORS: Readonly<Record<string, BotAnchor>> = {
  moodbot: { figures: [".612", "**.702**", ".657", ".672", "", "", ""], right: 47 },
  reminderbot: { figures: [".857", "**.943**", ".943", ".943", "", "", ""], right: 33 },
  concertbot: { figures: [".828", "**.897**", ".897", ".862", "", "", ""], right: 26 },
  "financial-demo": {
    figures: [".873", ".858", ".856", "**.876**", ".880", ".868–.883", ".879"],
    right: 481,
    entityF1: 0.88,
  },
  "helpdesk-assistant": {
    figures: [".847", ".866", ".863", ".859", ".600", ".546–.636", ".600"],
    right: 367,
    entityF1: 0.6,
  },
};

export interface SetTargets {
  readonly accuracy: number;
  readonly entityF1?: number;
  /** With ten examples of each intent. */
  readonly tenShots?: number;
  readonly calibrationError: number;
  /** Of training, process start included. */
  readonly seconds: number;
}

export const SET_TARGETS: Readonly<Record<string, SetTargets>> = {
  hwu64: { accuracy: 0.892, entityF1: 0.775, tenShots: 0.725, calibrationError: 0.03, seconds: 10 },
  banking77: { accuracy: 0.924, tenShots: 0.755, calibrationError: 0.03, seconds: 6 },
  snips: { accuracy: 0.983, entityF1: 0.94, calibrationError: 0.02, seconds: 15 },
};

/** Whatever the set. */
export const TARGETS = {
  messagesPerSecond: 5_000,
  p99: 1,
  modelMegabytes: 30,
  peakMegabytes: 700,
  botSeconds: 1,
  /** Whole projects, with their dialogue. */
  projectSeconds: 2,
  /** Of 100,000 examples: 1.5 GB, in the MB (2^20 bytes) that peaks are measured in. */
  largePeakMegabytes: 1_430,
  /** Training beside scikit-learn's. */
  ratio: 1.5,
} as const;
