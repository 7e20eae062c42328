/** Registry entries and their immutable versions, as people and tools read them. */
@NullMarked
package io.sluice.registry.prompt;

import org.jspecify.annotations.NullMarked;
