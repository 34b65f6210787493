"""What Dash means: dependencies, callbacks, components, apps, projects; findings and edits. No I/O."""
