mkdir dir
echo file > dir/becomes-file
ln -s /keep dir/becomes-link
