/** The three services and their PostgreSQL as one thing that is started, stopped and looked at. */
@NullMarked
package io.sluice.launcher.platform;

import org.jspecify.annotations.NullMarked;
