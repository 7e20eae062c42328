/** The registry-service: the source of truth for prompts. A folder for each idea. */
@NullMarked
package io.sluice.registry;

import org.jspecify.annotations.NullMarked;
