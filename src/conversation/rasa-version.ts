/** The version of Rasa whose JSON is spoken; clients and action servers compare it. */
export const RASA_VERSION = "3.6.21";
