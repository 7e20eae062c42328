/** JSON Schemas of the file formats, for editors. */
@NullMarked
package io.sluice.registry.schema;

import org.jspecify.annotations.NullMarked;
