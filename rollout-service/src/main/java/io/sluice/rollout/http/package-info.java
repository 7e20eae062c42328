/** What the HTTP side has beside its resources. */
@NullMarked
package io.sluice.rollout.http;

import org.jspecify.annotations.NullMarked;
