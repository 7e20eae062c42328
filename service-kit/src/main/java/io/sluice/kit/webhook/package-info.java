/**
 * Telling other systems over HTTP: signatures as the Standard Webhooks specification has them,
 * addresses that may be called, and one bounded call. Keeping and repeating deliveries is the
 * service's own job.
 */
@NullMarked
package io.sluice.kit.webhook;

import org.jspecify.annotations.NullMarked;
