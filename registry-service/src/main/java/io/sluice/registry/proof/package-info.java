/**
 * Checks a version from nothing but a clone and the trusted public keys: whether what the files
 * say, what was signed, and who may sign agree. It needs no service and believes none; {@code
 * ./sluice verify} runs it.
 */
@NullMarked
package io.sluice.registry.proof;

import org.jspecify.annotations.NullMarked;
