/** The performance record of prompts: what was measured, when, by whom, on how many samples. */
@NullMarked
package io.sluice.registry.performance;

import org.jspecify.annotations.NullMarked;
