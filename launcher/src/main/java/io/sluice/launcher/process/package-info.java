/**
 * Processes that outlive the command that started them, and how to tell later that a process id
 * still means the same process.
 */
@NullMarked
package io.sluice.launcher.process;

import org.jspecify.annotations.NullMarked;
