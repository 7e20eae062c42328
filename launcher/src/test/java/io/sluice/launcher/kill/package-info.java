/**
 * For tests: a built service that kills itself, with a real {@code SIGKILL}, when it comes to a
 * chosen place in its code. The product knows nothing of it.
 */
package io.sluice.launcher.kill;
