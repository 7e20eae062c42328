/** What every HTTP server and client of Sluice does before a resource sees a request. */
@NullMarked
package io.sluice.kit.http;

import org.jspecify.annotations.NullMarked;
