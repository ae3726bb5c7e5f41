"""Understands texts with a model of Rasa's: writes a line of JSON for each.

Usage: python rasa_parse.py MODEL ROWS.json OUTPUT.jsonl (Rasa 3.6.21, Python 3.10)
"""

import asyncio
import json
import os
import sys
import warnings

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
warnings.filterwarnings("ignore")

from rasa.core.agent import Agent  # noqa: E402


async def main():
    model, rows, output = sys.argv[1:]
    agent = Agent.load(model)
    with open(rows, encoding="utf-8") as file:
        texts = [row["text"] for row in json.load(file)]
    with open(output, "w", encoding="utf-8") as file:
        for text in texts:
            found = await agent.parse_message(text)
            line = {
                "text": text,
                "intent": {key: found["intent"][key] for key in ("name", "confidence")},
                "entities": [{key: one[key] for key in ("start", "end", "entity")} for one in found["entities"]],
            }
            file.write(json.dumps(line) + "\n")


asyncio.run(main())
