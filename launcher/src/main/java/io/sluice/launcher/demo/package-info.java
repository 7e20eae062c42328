/**
 * The demo: one prompt's history taken through the running platform by its public interfaces only
 * (git, HTTP, real clocks), with a simulated app that produces real outcomes all the while.
 */
@NullMarked
package io.sluice.launcher.demo;

import org.jspecify.annotations.NullMarked;
