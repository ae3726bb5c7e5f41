/** The reason of a reminder that another one of its name took the place of. */
export const REPLACED_REASON = "Another reminder with this name was set.";
