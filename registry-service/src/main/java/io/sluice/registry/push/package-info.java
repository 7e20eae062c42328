/** Who pushed what to which change branch, recorded before the branch moves. */
@NullMarked
package io.sluice.registry.push;

import org.jspecify.annotations.NullMarked;
