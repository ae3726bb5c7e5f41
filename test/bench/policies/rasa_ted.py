"""Rasa's TEDPolicy on folds: trains on train.yml, predicts every action of test.yml, writes rasa-ted.json beside them.

Usage: python rasa_ted.py DOMAIN FOLD... (Rasa 3.6.21, Python 3.10)
"""

import json
import os
import sys
import tempfile
import time
import warnings
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
warnings.filterwarnings("ignore")

from rasa.core.policies.ted_policy import TEDPolicy  # noqa: E402
from rasa.engine.graph import ExecutionContext, GraphSchema  # noqa: E402
from rasa.engine.storage.local_model_storage import LocalModelStorage  # noqa: E402
from rasa.engine.storage.resource import Resource  # noqa: E402
from rasa.shared.core.domain import Domain  # noqa: E402
from rasa.shared.core.events import ActionExecuted  # noqa: E402
from rasa.shared.core.generator import TrainingDataGenerator  # noqa: E402
from rasa.shared.core.trackers import DialogueStateTracker  # noqa: E402
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader  # noqa: E402
from rasa.shared.core.training_data.structures import StoryGraph  # noqa: E402

MAX_HISTORY = 5
OPTIONS = {
    "epochs": 100,
    "max_history": MAX_HISTORY,
    "constrain_similarities": True,
    "random_seed": 1,
    "entity_recognition": False,
}


def read(domain, file, augmentation):
    steps = YAMLStoryReader(domain).read_from_file(str(file))
    return TrainingDataGenerator(
        StoryGraph(steps),
        domain,
        remove_duplicates=True,
        unique_last_num_states=MAX_HISTORY if augmentation else None,
        augmentation_factor=augmentation,
        use_story_concatenation=augmentation > 0,
    ).generate()


def predict(policy, domain, tracker):
    """Pairs of what the story does and what the policy would do there, but for the story's first step."""
    so_far = DialogueStateTracker(tracker.sender_id, domain.slots)
    steps = []
    for event in tracker.applied_events():
        if isinstance(event, ActionExecuted) and not event.unpredictable and so_far.events:
            found = policy.predict_action_probabilities(so_far, domain, rule_only_data=None, precomputations=None)
            best = max(range(len(found.probabilities)), key=lambda index: found.probabilities[index])
            steps.append([event.action_name or event.action_text, domain.action_names_or_texts[best]])
        so_far.update(event, domain)
    return {"story": tracker.sender_id, "steps": steps}


def run(domain, fold):
    storage = LocalModelStorage(Path(tempfile.mkdtemp()))
    config = {**TEDPolicy.get_default_config(), **OPTIONS}
    policy = TEDPolicy.create(config, storage, Resource("ted"), ExecutionContext(GraphSchema({})))
    started = time.time()
    policy.train(read(domain, fold / "train.yml", 50), domain)
    seconds = time.time() - started
    stories = [predict(policy, domain, tracker) for tracker in read(domain, fold / "test.yml", 0)]
    return {"seconds": seconds, "stories": stories}


def main():
    domain_file, *folds = sys.argv[1:]
    domain = Domain.load(domain_file)
    for fold in map(Path, folds):
        result = fold / "rasa-ted.json"
        if not result.exists():
            result.write_text(json.dumps(run(domain, fold)))


main()
