/**
 * Prompts inside prompts: finds the versions that fragment tags name, checks tags when they are
 * pushed, and answers who includes a prompt.
 */
@NullMarked
package io.sluice.registry.fragment;

import org.jspecify.annotations.NullMarked;
