/**
 * Where everything of one local platform lies: the {@code .sluice} folder, its ports, and the lock
 * that lets one command at a time change it.
 */
@NullMarked
package io.sluice.launcher.home;

import org.jspecify.annotations.NullMarked;
