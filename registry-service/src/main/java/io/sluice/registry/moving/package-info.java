/**
 * Moving prompts in and out over HTTP: imports become one change branch like any push, exports are
 * one version as another tool's file.
 */
@NullMarked
package io.sluice.registry.moving;

import org.jspecify.annotations.NullMarked;
