package io.sluice.rollout.serving;

/**
 * An answer to an app.
 *
 * @param body JSON; not to be changed
 * @param etag names the content, with quotes
 * @param decision token that the outcome is reported with
 */
record ServedPrompt(byte[] body, String etag, String decision) {}
