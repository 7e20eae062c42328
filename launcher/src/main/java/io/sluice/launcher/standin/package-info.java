/**
 * A rule-based stand-in for a language model behind the OpenAI chat-completions interface, so that
 * the demo runs offline. It understands nothing: it follows rules that the prompt it is given
 * switches on or off, and it says that it is a stand-in wherever it shows.
 */
@NullMarked
package io.sluice.launcher.standin;

import org.jspecify.annotations.NullMarked;
