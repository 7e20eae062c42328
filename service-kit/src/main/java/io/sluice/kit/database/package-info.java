/** Schema migration and the failures a database hands back. */
@NullMarked
package io.sluice.kit.database;

import org.jspecify.annotations.NullMarked;
