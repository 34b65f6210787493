"""What Dash means: dependencies, callbacks, components, apps; findings and edits. No I/O."""
