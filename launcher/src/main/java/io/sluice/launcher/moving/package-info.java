/** Moving prompts of other tools in and out, from the command line. */
@NullMarked
package io.sluice.launcher.moving;

import org.jspecify.annotations.NullMarked;
