/** What the API description says beside what the code says of itself: examples, roles, errors. */
@NullMarked
package io.sluice.registry.api;

import org.jspecify.annotations.NullMarked;
