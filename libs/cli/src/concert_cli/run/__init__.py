"""The main job: start everything, load the sample company, play its story, stay up."""
