"""Where data come from: shapes in the plane, tables, files of images. Neither split nor scaled yet."""
