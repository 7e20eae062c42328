/**
 * The template language of prompts: {@code {{input}}} and {@code {{> fragment@version}}}, nothing
 * else. One parser, for whoever checks templates and for whoever fills them in.
 */
@NullMarked
package io.sluice.kit.template;

import org.jspecify.annotations.NullMarked;
