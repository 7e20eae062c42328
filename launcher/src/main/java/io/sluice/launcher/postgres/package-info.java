/**
 * A real PostgreSQL for one machine: its binaries come from Maven Central, its data stays under
 * {@code .sluice/postgres}, and it keeps what it has acknowledged (fsync and synchronous_commit
 * on).
 */
@NullMarked
package io.sluice.launcher.postgres;

import org.jspecify.annotations.NullMarked;
