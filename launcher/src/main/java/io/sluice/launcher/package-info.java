/**
 * The command line of one machine: {@code ./sluice up}, {@code down}, {@code status}, {@code
 * token}, {@code demo} and {@code bench}. Plain Java; nothing of a service is in it, the services
 * are processes that it starts.
 */
@NullMarked
package io.sluice.launcher;

import org.jspecify.annotations.NullMarked;
