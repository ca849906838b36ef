"""Files of the Pulumi engine as resource graphs: of any program, in any language."""
