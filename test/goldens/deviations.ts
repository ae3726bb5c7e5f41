/**
 * Where tsbot does something else than what was recorded, with the reason; docs/differences-from-rasa.md says it to users.
 * Reasons that begin with `not yet` are gaps, all others are meant so. An entry that no longer differs is a failure: it
 * must go.
 */
export const deviations: Readonly<Record<string, string>> = {
  "domain/small-bad_anchor_whole_slot": "read: Rasa crashes",
  "domain/small-bad_equals_scalar": "read: Rasa crashes",
  "domain/small-bad_flow_question_mark": "read: it is YAML",
  "domain/small-bad_forms_2x": "read with a warning",
  "domain/small-bad_slot_no_mappings": "read with a warning",
  "domain/small-bad_slot_type": "unfeaturized is read with a warning",
  "domain/td-form": "slots without mappings are read with a warning",
  "domain/small-categorical_no_values": "an error: every value would be __other__",
  "domain/small-empty": "an error: nothing can be trained",
  "domain/small-newer_version": "an error, but read: Rasa skips the file",
  "domain/small-unknown_key": "an error with the key that was meant",
  "domain/small-yaml_scalars": "infinity is no JSON",
  "domain/td-default_with_mapping": "triggers are an error: nothing follows them",
  "domain/td-dir-test_domain_from_directory": "a duplicate key is an error in every file",
  "domain/td-dir-test_domain_from_directory_tree": "a key that is no key is an error in every file",
  "domain/td-dir-test_domain_from_multiple_files": "files are merged in the order of their names",
  "nlu/e2ebot": "texts of stories are no examples",
  "nlu/small-no_examples": "an entry without 'examples' is an error",
  "nlu/td-json-examples-luis-demo-restaurants_v7":
    "an entity without a role gets none; Rasa reads the role 'O'",
  "nlu/td-json-test-dialogflow_es_converted_to_rasa": "an annotation that leaves the text is cut at its end",
  "nlu/td-json-test-lookup_tables-lookup_table":
    "the lookup table's file is read, or missed; Rasa reads it when training",
  "stories/small-bad_bot_in_rule": "found by validate, not by reading",
  "stories/small-bad_step_metadata": "read: it means nothing",
  "stories/small-empty_intent": "an error: the step says nothing",
  "stories/td-rules_missing_intent": "an error: the step says nothing",
  "stories/td-stories_missing_intent": "an error: the step says nothing",
  "stories/td-stories_form": "slots without mappings are read with a warning",
  "stories/td-stories_restart": "a story that goes on after a restart stays one story",
  "stories/td-stories_with_cycle":
    "every cycle is unrolled three times, in Rasa those of several stories twice",
  "config/small-unknown_key": "an error with the key that was meant",
  "config/td-test_config-graph_config_short": "the graph recipe does not run here",
  "endpoints/small-env_plain_missing": "an error: the address would be wrong",
  "endpoints/small-no_url": "an error: no address to call",
  "endpoints/small-unknown_section": "an error with the section that was meant",
  "tokens/intent-tokenization": "intents are not split into words: classifiers here take them whole",
};
