"""A linear SVM over TF-IDF features: what training takes, and how good it is. Prints JSON.

Usage: python linear_svm.py TRAIN.json TEST.json (scikit-learn)
"""

import json
import sys
import time

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_union
from sklearn.svm import LinearSVC


def read(file):
    with open(file, encoding="utf-8") as lines:
        rows = json.load(lines)
    return [row["text"] for row in rows], [row["intent"] for row in rows]


def main():
    train, test = sys.argv[1:]
    started = time.time()
    texts, intents = read(train)
    features = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
    )
    model = LinearSVC().fit(features.fit_transform(texts), intents)
    seconds = time.time() - started
    accuracy = None
    if test != "-":
        texts, intents = read(test)
        accuracy = model.score(features.transform(texts), intents)
    print(json.dumps({"seconds": seconds, "accuracy": accuracy}))


main()
