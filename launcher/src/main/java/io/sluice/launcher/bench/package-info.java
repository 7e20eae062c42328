/** Benchmarks of the platform as a whole on this machine, with real processes. */
@NullMarked
package io.sluice.launcher.bench;

import org.jspecify.annotations.NullMarked;
