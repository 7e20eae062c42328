/**
 * The one error path: domain failures and framework failures alike leave a service as RFC 9457
 * problem+json.
 */
@NullMarked
package io.sluice.kit.problem;

import org.jspecify.annotations.NullMarked;
